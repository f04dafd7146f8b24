INSERT INTO sys_user (id, username, password, role, nickname, status, create_time, update_time) VALUES
  (1, 'vera', '{password}', 'ADMIN', 'Vera', 1, '2025-05-01 09:00:00', '2025-05-01 09:00:00'),
  (2, 'anna', '{password}', 'CUSTOMER_SERVICE', 'Anna', 1, '2025-05-01 09:00:00', NULL),
  (3, 'lena', '{password}', 'USER', 'Lena', 1, '2025-05-01 09:00:00', NULL),
  (4, 'tom', '{password}', 'USER', NULL, NULL, NULL, NULL);
INSERT INTO work_order (order_no, user_id, title, content, status, handler_id, priority, reply, attachment_urls,
  user_feedback, user_feedback_content, create_time, assign_time, handle_time, close_time, update_time) VALUES
  ('WO1', 3, 'Lamp', 'Dark.', 'CLOSED', 2, 'HIGH', 'A new one is sent.',
   '["http://old.test/uploads/2025/photo%20one.png", "/uploads/bill.pdf"]', 5, 'Quick!', '2025-05-01 09:00:00',
   '2025-05-02 08:00:00', '2025-05-02 09:30:00', '2025-05-02 10:00:00', '2025-05-03 00:00:00'),
  ('WO2', 3, 'Invoice', 'Where?', 'PROCESSING', 2, 'NORMAL', 'We look.', 'a.txt;b.txt, ../../x', NULL, NULL,
   '2025-05-01 09:00:00', '2025-05-02 08:00:00', '2025-05-02 09:30:00', NULL, '2025-05-03 00:00:00'),
  ('WO3', 4, 'Spam', 'Buy!', 'REJECTED', NULL, 'LOW', NULL, NULL, NULL, NULL, '2025-05-01 09:00:00', NULL, NULL,
   NULL, '2025-05-03 00:00:00'),
  ('WO4', 4, '发票', '请开发票', 'PENDING', NULL, NULL, '', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  ('WO5', 99, 'Lost', 'Whose person is gone.', 'PENDING', NULL, NULL, NULL, 'c.txt', NULL, NULL, NULL, NULL, NULL,
   NULL, NULL);
INSERT INTO conversation (user_id, session_id, content, sender, sender_id, message_type, create_time) VALUES
  (3, 'old-session', 'Hello?', 'USER', 3, 'TEXT', '2025-05-01 09:00:00');
INSERT INTO faq (question, answer) VALUES ('Open?', 'Nine to five.');
INSERT INTO sys_config (config_key, config_value) VALUES ('AI_AUTO_TRANSFER_THRESHOLD', '0.3')
